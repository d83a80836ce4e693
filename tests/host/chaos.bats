# What must hold whatever dies: short chaos runs. The choices are always the same ones here, the moments are not; long
# runs with other seeds are for people: tests/chaos/run --kills 500.
load lib

@test "fifty kills of berthd, holders and the registry break nothing, and no line is lost or doubled" {
  [[ $suite == bookworm ]] || skip 'the other one is for the other suite'
  "$BATS_TEST_DIRNAME/../chaos/run" --suite "$suite" --seed 1 --kills 50 --no-engine-kills
}

@test "fifty kills, of the engine and containerd, too, break nothing" {
  [[ $suite == trixie ]] || skip 'the other one is for the other suite'
  "$BATS_TEST_DIRNAME/../chaos/run" --suite "$suite" --seed 12 --kills 50 --live-restore
}
