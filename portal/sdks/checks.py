"""What the two Python scripts share: named checks, and a summary at the end."""

import sys
import traceback
from contextlib import contextmanager


class Checks:
    def __init__(self):
        self.passed = 0
        self.failed = []

    @contextmanager
    def __call__(self, name):
        """Runs a block, says how it went, and goes on to the next one either way."""
        try:
            yield
        except Exception as error:
            self.failed.append(name)
            print(f"  FAIL  {name}\n        {type(error).__name__}: {error}", flush=True)
            # The line of the check itself: an SDK's own frames say little.
            for frame in traceback.extract_tb(error.__traceback__):
                if frame.filename == sys.argv[0]:
                    print(f"        line {frame.lineno}: {frame.line}", flush=True)
                    break
        else:
            self.passed += 1
            print(f"  ok    {name}", flush=True)

    def finish(self):
        total = self.passed + len(self.failed)
        print(f"{self.passed} of {total} checks passed")
        sys.exit(1 if self.failed else 0)


def equal(got, wanted):
    assert got == wanted, f"got {short(got)}, wanted {short(wanted)}"


def short(value):
    text = repr(value)
    return text if len(text) < 300 else f"{text[:200]} ... {text[-80:]}"


class Raised:
    error = None


@contextmanager
def raises(kind):
    """Passes only if the block raises this very kind of exception; `.error` is what came."""
    raised = Raised()
    try:
        yield raised
    except kind as error:
        raised.error = error
        return
    raise AssertionError(f"no {kind.__name__} came")
