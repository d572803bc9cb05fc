"""Redis is lost and comes back empty: no answer changes, none takes long, revocations show as before."""

from drills.drill import Drill
from reference_service.app import utc_now
from tests.builders import ChamberWorld
from tests.load import Ask, Load, Right
from tests.reference_site import ReferenceSite, api_of
from tests.running_site import BUSY_MACHINE, RECOVERY_SECONDS, RunningSite
from tests.servers.gunicorn import Gunicorn
from tests.servers.redis import RedisServer

ABOUT = "Redis is killed and comes back empty under look-ups; nothing wrong is said, nobody waits"
LONGEST_SECONDS = 0.3 * BUSY_MACHINE
"""A question to Redis is given up after 50 ms, and after three of them nobody asks for a second."""


def run(drill: Drill) -> None:
    """Ask without pause while Redis goes and comes."""
    site = ReferenceSite(drill.folder / "site", world=ChamberWorld(now=utc_now().replace(microsecond=0)))
    with RedisServer() as cache, Gunicorn(site.directory, REFERENCE_REDIS_URL=cache.url) as service:
        running = RunningSite(site, site.config.register_url, service.url)
        asks = running.asks(200 if drill.large else 20)
        without, again = running.publish(1, 2)
        asks += [Ask(api_of(one), Right.ENDING) for one in (without, again)]
        with Load(service.url, asks) as load:
            load.wait_for(len(asks) * 2)
            drill.step("Redis is killed")
            cache.process.kill()
            running.revoke(without)
            drill.fact("a revocation shows without Redis", running.becomes(without, "REVOKED"))
            load.wait_for(len(asks))
            drill.step("Redis comes back, empty")
            cache.start()
            running.revoke(again)
            drill.fact("a revocation shows after its return", running.becomes(again, "REVOKED"))
            load.run_for(RECOVERY_SECONDS)
            load.wait_for(len(asks))
            (fresh,) = running.publish(3)
            drill.fact("what is asked for now is answered", running.becomes(fresh, "IN_FORCE"))
            refilled = len(cache.keys())
    site.close()
    drill.figure("answers", len(load.answers))
    drill.figure("slowest_answer_seconds", load.slowest())
    drill.fact("no answer was wrong or lost", load.wrong() == [], load.wrong()[:3])
    drill.fact("no answer was uncertain", load.uncertain() == [], load.uncertain()[:3])
    drill.fact(f"none took longer than {LONGEST_SECONDS:g} s", load.slowest() < LONGEST_SECONDS, load.slowest())
    drill.fact("the cache fills again by itself", refilled > 0)
