"""What a studio page plays, recorded where the browser mixes it."""

from base64 import b64decode

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Locator, Page

FIND = """() => {
  const host = document.querySelector(".sfa-player")?.parentElement;
  window.player = host && getElement(Number(host.id.slice(1))).mounted?.player;
  return !!window.player;
}"""


TAKE = """async () => {
  const { left } = await window.tape;
  const file = new FileReader();
  file.readAsDataURL(new Blob([left]));
  await new Promise((done) => (file.onload = done));
  return file.result.split(",")[1];
}"""


def find_player(window: Page) -> None:
    """Give the page's player a name that scripts of this window can use."""
    window.wait_for_function(FIND)


def play(window: Page, button: Locator) -> None:
    """Press a play button and wait until it is heard."""
    button.click()
    window.wait_for_selector(".sfa-player[data-state=playing]")
    find_player(window)


def start_tape(window: Page, frames: int) -> None:
    """Record what is heard from now on."""
    window.evaluate("(frames) => { window.tape = player.record(frames); }", frames)


def take_tape(window: Page) -> npt.NDArray[np.float32]:
    """Wait until the tape is full and return its left channel."""
    return np.frombuffer(b64decode(window.evaluate(TAKE)), dtype=np.float32)


def click_db(samples: npt.NDArray[np.float32], rate_hz: int) -> float:
    """Return the highest level above 4 kHz, where a bass has nothing and a click has much."""
    spectrum = np.fft.rfft(samples * np.hanning(len(samples)))
    spectrum[np.fft.rfftfreq(len(samples), 1 / rate_hz) < 4_000] = 0
    heard = np.fft.irfft(spectrum, len(samples))
    return 20 * float(np.log10(np.abs(heard).max() + 1e-9))
