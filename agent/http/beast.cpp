// The separately compiled Beast lives here, once.
#include <boost/beast/src.hpp>
