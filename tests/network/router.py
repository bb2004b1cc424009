#!/usr/bin/env python3
"""A seeded bad network between Linux network namespaces, in user space.

    router.py --seed 1 NAME=ADDRESS [NAME=ADDRESS ...]

Makes one namespace per name with one TUN device in it, carries IPv4 packets between them by their
destination, and harms each packet on the link of its sender. Needs root and /dev/net/tun; only the
standard library. Everything it made is removed when its standard input ends.

Standard input, one JSON object a line; each is answered by one line on standard output:
    {"link": "NAME" | null, "profile": {"delayMs": 15, "loss": 0.05, ...}}   null means every link
    {"cuts": [{"from": "NAME", "to": "NAME", "protocol": "udp", "port": 443}, ...]}   replaces all
    {"report": true}   counters of each link and how late packets left; the lateness starts anew
"""

import argparse
import ctypes
import dataclasses
import errno
import fcntl
import heapq
import itertools
import json
import os
import random
import select
import signal
import struct
import subprocess
import sys
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
DEVICE = "wan0"
MTU = 1400
# Packets taken from one device before the others get their turn.
READ_BATCH = 64
# A queue that is full may reject a write; the packet is then lost, as on a real link.
LOSSY_ERRORS = (errno.EAGAIN, errno.EIO, errno.ENOBUFS)
PROTOCOLS = {"icmp": 1, "tcp": 6, "udp": 17}


@dataclasses.dataclass
class Profile:
    """How a link treats what is sent into it."""

    delayMs: float = 0.0
    # Up to this much more delay. It wanders slowly and keeps order, as queues on real paths do,
    # unless isReordering: then each packet draws its own.
    jitterMs: float = 0.0
    isReordering: bool = False
    # Share of packets lost, and the mean length of a run of losses (1: each packet by itself).
    loss: float = 0.0
    burst: float = 1.0
    # 0: unlimited. Packets that would wait longer than queueMs are dropped at the tail.
    rateKbps: float = 0.0
    queueMs: float = 200.0
    isDown: bool = False


@dataclasses.dataclass
class Counters:
    packets: int = 0
    bytes: int = 0
    lost: int = 0
    overflowed: int = 0
    cut: int = 0


class Jitter:
    """A delay between 0 and 1 that moves in straight lines from one random target to the next."""

    STEP_S = 0.05

    def __init__(self, chance):
        self.chance = chance
        self.previous = 0.0
        self.target = 0.0
        self.started = 0.0

    def at(self, now):
        if now - self.started > 2 * self.STEP_S:
            self.started = now - self.STEP_S
        while now >= self.started + self.STEP_S:
            self.previous, self.target = self.target, self.chance.random()
            self.started += self.STEP_S
        share = (now - self.started) / self.STEP_S
        return self.previous + (self.target - self.previous) * share


class Link:
    """One namespace's way into the network."""

    def __init__(self, name, device, seed):
        self.name = name
        self.device = device
        self.chance = random.Random(seed)
        self.jitter = Jitter(self.chance)
        self.profile = Profile()
        self.counters = Counters()
        self.busy_until = 0.0
        self.last_departure = 0.0
        self.is_in_burst = False

    def departure(self, now, size):
        """When a packet of this size that arrives now leaves the link; None if it never does."""
        profile = self.profile
        self.counters.packets += 1
        self.counters.bytes += size
        if profile.isDown:
            self.counters.cut += 1
            return None
        if self.loses():
            self.counters.lost += 1
            return None
        leaves = now
        if profile.rateKbps:
            starts = max(now, self.busy_until)
            if (starts - now) * 1000 > profile.queueMs:
                self.counters.overflowed += 1
                return None
            leaves = self.busy_until = starts + size * 8 / (profile.rateKbps * 1000)
        leaves += profile.delayMs / 1000
        if profile.isReordering:
            return leaves + self.chance.random() * profile.jitterMs / 1000
        if profile.jitterMs:
            leaves += self.jitter.at(now) * profile.jitterMs / 1000
        self.last_departure = max(leaves, self.last_departure)
        return self.last_departure

    def loses(self):
        """Gilbert's model: in a burst everything is lost; out of one, nothing."""
        loss, burst = self.profile.loss, self.profile.burst
        if not loss:
            return False
        if burst <= 1:
            return self.chance.random() < loss
        leave = 1 / burst
        enter = loss * leave / (1 - loss)
        draw = self.chance.random()
        self.is_in_burst = draw >= leave if self.is_in_burst else draw < enter
        return self.is_in_burst


class Router:
    def __init__(self, links):
        self.links = {link.name: link for link, _ in links}
        self.by_address = {packed(address): link for link, address in links}
        self.by_device = {link.device: link for link, _ in links}
        self.cuts = []
        self.waiting = []
        self.order = itertools.count()
        self.lateness = []
        self.unread = b""

    def run(self):
        while True:
            self.send_due()
            timeout = None
            if self.waiting:
                timeout = max(0.0, self.waiting[0][0] - time.monotonic())
            ready, _, _ = select.select([0, *self.by_device], [], [], timeout)
            for device in ready:
                if device == 0:
                    if not self.obey():
                        return
                else:
                    self.take_from(self.by_device[device])

    def send_due(self):
        now = time.monotonic()
        while self.waiting and self.waiting[0][0] <= now:
            due, _, device, packet = heapq.heappop(self.waiting)
            self.lateness.append(now - due)
            try:
                os.write(device, packet)
            except OSError as error:
                if error.errno not in LOSSY_ERRORS:
                    raise

    def take_from(self, link):
        now = time.monotonic()
        for _ in range(READ_BATCH):
            try:
                packet = os.read(link.device, 2048)
            except BlockingIOError:
                return
            if packet[0] >> 4 != 4:
                continue
            target = self.by_address.get(packet[16:20])
            if target is None:
                continue
            if target.profile.isDown or self.is_cut(link, target, packet):
                link.counters.cut += 1
                continue
            leaves = link.departure(now, len(packet))
            if leaves is not None:
                heapq.heappush(self.waiting, (leaves, next(self.order), target.device, packet))

    def is_cut(self, link, target, packet):
        return any(matches(cut, link, target, packet) for cut in self.cuts)

    def obey(self):
        """False when the one who gives orders is gone."""
        data = os.read(0, 65536)
        if not data:
            return False
        *lines, self.unread = (self.unread + data).split(b"\n")
        for line in lines:
            if line.strip():
                answer(self.command(json.loads(line)))
        return True

    def command(self, order):
        if "cuts" in order:
            self.cuts = order["cuts"]
        if "profile" in order:
            name = order.get("link")
            for link in [self.links[name]] if name else self.links.values():
                # A new profile says everything anew; what it leaves out is perfect.
                link.profile = Profile(**order["profile"])
        return self.report() if order.get("report") else {"done": True}

    def report(self):
        late, self.lateness = sorted(self.lateness), []
        quantile = lambda share: late[int(share * (len(late) - 1))] * 1000 if late else 0
        return {
            "links": {name: dataclasses.asdict(link.counters) for name, link in self.links.items()},
            "lateMs": {"p50": quantile(0.5), "p99": quantile(0.99)},
            "forwarded": len(late),
            "cpuS": time.process_time(),
        }


def matches(cut, link, target, packet):
    if cut.get("from") not in (None, link.name) or cut.get("to") not in (None, target.name):
        return False
    if "protocol" in cut and packet[9] != PROTOCOLS[cut["protocol"]]:
        return False
    if "port" not in cut:
        return True
    ports = struct.unpack_from("!HH", packet, (packet[0] & 15) * 4)
    return cut["port"] in ports


def packed(address):
    return bytes(map(int, address.split(".")))


def answer(value):
    print(json.dumps(value), flush=True)


def run(*command):
    subprocess.run(command, check=True)


class Namespaces:
    """Makes namespaces, and removes them all at the end."""

    def __init__(self):
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.home = os.open("/proc/self/ns/net", os.O_RDONLY)
        self.names = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for name in self.names:
            subprocess.run(["ip", "netns", "del", name], check=False)

    def enter(self, descriptor):
        if self.libc.setns(descriptor, CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")

    def add(self, name, address):
        """The TUN device of a new namespace, open in this process."""
        run("ip", "netns", "add", name)
        self.names.append(name)
        there = os.open("/run/netns/" + name, os.O_RDONLY)
        self.enter(there)
        try:
            device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            request = struct.pack("16sH22x", DEVICE.encode(), IFF_TUN | IFF_NO_PI)
            fcntl.ioctl(device, TUNSETIFF, request)
            run("ip", "link", "set", "lo", "up")
            run("ip", "addr", "add", address + "/24", "dev", DEVICE)
            run("ip", "link", "set", DEVICE, "up", "mtu", str(MTU))
            # Chromium takes a machine without a default route for one that is offline.
            run("ip", "route", "add", "default", "dev", DEVICE)
        finally:
            self.enter(self.home)
            os.close(there)
        return device


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("sites", nargs="+", metavar="NAME=ADDRESS")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with Namespaces() as namespaces:
        links = []
        for index, site in enumerate(arguments.sites):
            name, address = site.split("=")
            device = namespaces.add(name, address)
            links.append((Link(name, device, arguments.seed * 1000 + index), address))
        answer({"ready": True})
        Router(links).run()


if __name__ == "__main__":
    main()
