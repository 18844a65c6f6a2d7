"""The two families of expected errors; anything else is a bug."""


class Refused(Exception):  # noqa: N818 - reads as what happened: the business said no
    """A rule said no: tell the user the sentence; nothing was changed."""


class Unavailable(Exception):  # noqa: N818 - names the state of the world, not a mistake of ours
    """The world failed (network, disk, keyring): nothing is lost, trying again later is right."""
