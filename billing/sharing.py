"""Sharing an amount so that the shares add up to it."""

from collections.abc import Sequence


def shares(amount: int, weights: Sequence[int]) -> list[int]:
    """Split ``amount`` in proportion to ``weights`` by largest remainder, so that the shares add up to it.

    Weights may have mixed signs; ``amount`` is 0 where their sum is 0.
    """
    if not amount:
        return [0] * len(weights)
    whole = sum(weights)
    direction = 1 if whole > 0 else -1  # shared on the positive side, so that a mirrored sheet is split alike
    parts = [divmod(abs(amount) * direction * weight, abs(whole)) for weight in weights]
    split = [quotient for quotient, _ in parts]
    by_remainder = sorted(range(len(parts)), key=lambda index: (-parts[index][1], -direction * weights[index], index))
    for index in by_remainder[: abs(amount) - sum(split)]:
        split[index] += 1
    return split if amount > 0 else [-share for share in split]
