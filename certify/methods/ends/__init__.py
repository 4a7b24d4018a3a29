"""What an expression does at the end u -> 0+ of a range, and how to make it regular there.

`Probe` reads off leading powers of u numerically; `tamed` plans the steps after which every function call is regular at u = 0,
but for factors u**a, log(u) and flat exponentials; `levelled` removes those factors.

The plans are found from numerical values and hold or fail by their steps.
"""

from certify.methods.ends.level import Fractional, Levelling
from certify.methods.ends.tame import ORDERS, Taming

__all__ = ["ORDERS", "Fractional", "Levelling", "Taming"]
