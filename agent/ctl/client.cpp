#include "ctl/client.h"

#include <cerrno>
#include <cstdlib>
#include <string_view>

#include "base/text.h"

namespace berth::ctl {

namespace {

constexpr auto service_name = "org.berth1";
constexpr auto manager_path = "/org/berth1";
constexpr auto manager_interface = "org.berth1.Manager";
constexpr auto images_interface = "org.berth1.Images";

struct BusError {
  sd_bus_error error = SD_BUS_ERROR_NULL;
  ~BusError() { sd_bus_error_free(&error); }
};

// The variant at the cursor; types that we do not use become an empty text.
Value read_variant(sd_bus_message* message) {
  char type = 0;
  const char* contents = nullptr;
  Value value = std::string();
  if (sd_bus_message_peek_type(message, &type, &contents) <= 0 || type != 'v' || contents == nullptr) return value;
  std::string signature = contents;
  sd_bus_message_enter_container(message, 'v', signature.c_str());
  if (signature == "s" || signature == "o") {
    const char* text = "";
    sd_bus_message_read_basic(message, signature[0], &text);
    value = std::string(text);
  } else if (signature == "b") {
    int flag = 0;
    sd_bus_message_read_basic(message, 'b', &flag);
    value = flag != 0;
  } else if (signature == "u") {
    std::uint32_t number = 0;
    sd_bus_message_read_basic(message, 'u', &number);
    value = std::uint64_t{number};
  } else if (signature == "i") {
    std::int32_t number = 0;
    sd_bus_message_read_basic(message, 'i', &number);
    value = std::int64_t{number};
  } else if (signature == "t") {
    std::uint64_t number = 0;
    sd_bus_message_read_basic(message, 't', &number);
    value = number;
  } else {
    sd_bus_message_skip(message, signature.c_str());
  }
  sd_bus_message_exit_container(message);
  return value;
}

std::string encoded_path(const char* prefix, const std::string& name) {
  char* encoded = nullptr;
  if (sd_bus_path_encode(prefix, name.c_str(), &encoded) < 0) return "";
  std::string path(encoded);
  std::free(encoded);
  return path;
}

template <class T>
T value_of(const Properties& properties, const std::string& name) {
  auto found = properties.find(name);
  const auto* value = found == properties.end() ? nullptr : std::get_if<T>(&found->second);
  return value != nullptr ? *value : T{};
}

Result<bus::MessagePtr> new_call(sd_bus* bus, const char* interface, const char* method,
                                 const std::vector<std::string>& arguments) {
  sd_bus_message* raw = nullptr;
  int r = sd_bus_message_new_method_call(bus, &raw, service_name, manager_path, interface, method);
  if (r < 0) return bus::from_return(r, method);
  bus::MessagePtr message(raw);
  for (const auto& argument : arguments) {
    r = sd_bus_message_append_basic(raw, 's', argument.c_str());
    if (r < 0) return Error{ErrorKind::invalid, fmt::format("\"{}\" is no text", text::printable(argument, 80))};
  }
  return message;
}

}  // namespace

Result<bus::MessagePtr> new_images_call(sd_bus* bus, const char* method, const std::vector<std::string>& arguments) {
  return new_call(bus, images_interface, method, arguments);
}

std::string service_path(const std::string& name) {
  return encoded_path("/org/berth1/service", name);
}

std::string unit_path(const std::string& unit) {
  return encoded_path("/org/freedesktop/systemd1/unit", unit);
}

std::string text_of(const Properties& properties, const std::string& name) {
  return value_of<std::string>(properties, name);
}

std::uint64_t number_of(const Properties& properties, const std::string& name) {
  return value_of<std::uint64_t>(properties, name);
}

std::int64_t signed_number_of(const Properties& properties, const std::string& name) {
  return value_of<std::int64_t>(properties, name);
}

bool flag_of(const Properties& properties, const std::string& name) {
  return value_of<bool>(properties, name);
}

Error from_bus_error(const sd_bus_error& error) {
  std::string_view name = error.name != nullptr ? error.name : "";
  std::string text = error.message != nullptr ? error.message : std::string(name);
  if (name == SD_BUS_ERROR_SERVICE_UNKNOWN || name == SD_BUS_ERROR_NAME_HAS_NO_OWNER)
    return {ErrorKind::unreachable, "berthd does not run: systemctl start berth"};
  if (name == SD_BUS_ERROR_ACCESS_DENIED || name == SD_BUS_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED)
    return {ErrorKind::denied, "only root may do this (sudo)"};
  if (name == SD_BUS_ERROR_NO_REPLY || name == SD_BUS_ERROR_DISCONNECTED)
    return {ErrorKind::unreachable, "berthd went away before it answered: systemctl status berth"};
  if (name == SD_BUS_ERROR_UNKNOWN_METHOD || name == SD_BUS_ERROR_UNKNOWN_INTERFACE)
    return {ErrorKind::remote, "berthd is older than berthctl: systemctl restart berth"};
  if (name == "org.berth1.Error.NoSuchService" || name == SD_BUS_ERROR_UNKNOWN_OBJECT)
    return {ErrorKind::not_found, text};
  return {ErrorKind::remote, text};
}

Result<Client> Client::connect() {
  sd_bus* opened = nullptr;
  int r = sd_bus_open_system(&opened);
  if (r < 0) return bus::from_return(r, "connect to the system bus");
  return Client(bus::BusPtr(opened));
}

Result<bus::MessagePtr> Client::call(const char* interface, const char* method,
                                     const std::vector<std::string>& arguments) {
  auto request = new_call(bus(), interface, method, arguments);
  if (!request) return request.error();
  BusError error;
  sd_bus_message* reply = nullptr;
  int r = sd_bus_call(bus(), request->get(), 0, &error.error, &reply);
  if (r < 0) return from_bus_error(error.error);
  return bus::MessagePtr(reply);
}

Result<bus::MessagePtr> Client::images(const char* method, const std::vector<std::string>& arguments) {
  return call(images_interface, method, arguments);
}

Result<void> Client::wait_until(const std::function<bool()>& is_over, Deadline end) {
  while (!is_over()) {
    int r = sd_bus_process(bus(), nullptr);
    if (r == 0) {
      auto left = end - std::chrono::steady_clock::now();
      if (end != Deadline::max() && left <= left.zero()) return {};
      auto limit = std::chrono::ceil<std::chrono::microseconds>(left).count();
      r = sd_bus_wait(bus(), end == Deadline::max() ? UINT64_MAX : static_cast<std::uint64_t>(limit));
    }
    if (r < 0 && r != -EINTR) return bus::from_return(r, "wait for an answer on the system bus");
  }
  return {};
}

Result<std::vector<std::string>> Client::services() {
  auto reply = call(manager_interface, "ListServices");
  if (!reply) return reply.error();
  std::vector<std::string> names;
  sd_bus_message_enter_container(reply->get(), 'a', "(ssssso)");
  const char *id, *description, *load, *active, *sub, *path;
  while (sd_bus_message_read(reply->get(), "(ssssso)", &id, &description, &load, &active, &sub, &path) > 0)
    names.emplace_back(id);
  return names;
}

Result<Properties> Client::service(const std::string& name) {
  auto reply = call(manager_interface, "GetService", {name});
  if (!reply) return reply.error();
  const char* path = "";
  sd_bus_message_read(reply->get(), "o", &path);
  return all_properties(path, "org.berth1.Service");
}

Result<Properties> Client::manager() {
  return all_properties(manager_path, manager_interface);
}

Result<Properties> Client::all_properties(const std::string& path, const char* interface) {
  BusError error;
  sd_bus_message* raw = nullptr;
  int r = sd_bus_call_method(bus(), service_name, path.c_str(), "org.freedesktop.DBus.Properties", "GetAll",
                             &error.error, &raw, "s", interface);
  if (r < 0) return from_bus_error(error.error);
  bus::MessagePtr reply(raw);
  Properties properties;
  sd_bus_message_enter_container(raw, 'a', "{sv}");
  while (sd_bus_message_enter_container(raw, 'e', "sv") > 0) {
    const char* name = "";
    sd_bus_message_read(raw, "s", &name);
    std::string key = name;
    properties[key] = read_variant(raw);
    sd_bus_message_exit_container(raw);
  }
  return properties;
}

Result<std::vector<std::string>> Client::reload() {
  auto reply = call(manager_interface, "Reload");
  if (!reply) return reply.error();
  std::vector<std::string> problems;
  sd_bus_message_enter_container(reply->get(), 'a', "s");
  const char* problem = nullptr;
  while (sd_bus_message_read(reply->get(), "s", &problem) > 0) problems.emplace_back(problem);
  return problems;
}

}  // namespace berth::ctl
