// The separately compiled Asio lives here, once.
#include <boost/asio/impl/src.hpp>
