#!/usr/bin/env sh
# The tests open the pages in a real browser. Find one, or install it where that is allowed.
set -eu

if [ -n "${MAILLON_CHROMIUM:-}" ] && [ -x "$MAILLON_CHROMIUM" ]; then exit 0; fi
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done

say_how() {
    echo "Il manque un navigateur pour vérifier les pages : installez Chromium" >&2
    echo "(Debian, Ubuntu : « sudo apt install chromium »), ou donnez le chemin du vôtre :" >&2
    echo "MAILLON_CHROMIUM=/chemin/vers/chrome make test" >&2
}

if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installation de Chromium pour les tests…"
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; then
        exit 0
    fi
fi
say_how
# Continuous integration must see the pages; a person without a browser still gets the other tests.
[ "${CI:-}" = "true" ] && exit 1
exit 0
