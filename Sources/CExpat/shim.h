#include <expat.h>

// XML_FALSE is a cast that Swift cannot import. The parser ends and calls no further handler.
static inline void acorn_xml_stop(XML_Parser parser) {
  (void)XML_StopParser(parser, XML_FALSE);
}
