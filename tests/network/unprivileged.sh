#!/bin/sh
# Runs a command as root of a user namespace of its own, so that the network lab needs no real root:
#   tests/network/unprivileged.sh npx vitest run --project network
# `ip netns` keeps its names in /run, which is therefore a private one.
exec unshare --user --map-root-user --net --mount \
  sh -c 'mount -t tmpfs none /run && exec "$@"' sh "$@"
