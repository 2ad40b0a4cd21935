/* Stores. */
#include "sweep.h"

SWEEP(lode_store_open) {
  lode_store* out = NULL;
  REFUSED("context", lode_store_open(NULL, ":memory:", NULL, &out, error))
  REFUSED("address", lode_store_open(w->context, NULL, NULL, &out, error))
  REFUSED("out", lode_store_open(w->context, ":memory:", NULL, NULL, error))
  REFUSED("address", lode_store_open(w->context, "", NULL, &out, error))
  REFUSED("UTF-8", lode_store_open(w->context, "\xfe", NULL, &out, error))
  REFUSED("/dev", lode_store_open(w->context, "/dev", NULL, &out, error))
  HOLDS(out == NULL);
}

SWEEP(lode_store_free) {
  (void)w;
  RETURNS(lode_store_free(NULL));
}

SWEEP(lode_store_list_json) {
  char text[2];
  size_t needed = 0;
  REFUSED("store", lode_store_list_json(NULL, NULL, 0, &needed, error))
  REFUSED("needed", lode_store_list_json(w->store, NULL, 0, NULL, error))
  REFUSED("buffer", lode_store_list_json(w->store, NULL, SIZE_MAX, &needed, error))
  REFUSED("buffer", lode_store_list_json(w->store, text, sizeof text, &needed, error))
  HOLDS(needed > sizeof text);
}

SWEEP(lode_store_purge) {
  REFUSED("store", lode_store_purge(NULL, "swept", error))
  REFUSED("name", lode_store_purge(w->store, NULL, error))
  REFUSED("name", lode_store_purge(w->store, "", error))
  REFUSED("UTF-8", lode_store_purge(w->store, "\x80", error))
  REFUSED("'nobody'", lode_store_purge(w->store, "nobody", error))
}
