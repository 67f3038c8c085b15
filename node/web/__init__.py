"""The HTTP door: the node's verbs for a screen, served on this machine by a process of its own.

A new reader begins with :mod:`node.web.app`, which puts the pieces together: ``guard`` (who may
speak to us at all), ``sessions`` (who is there), ``verb_routes`` (one route a verb), ``live`` (what
changes), ``catalogue``, ``words`` and ``pages``. ``serving`` runs it. Nothing here holds any truth:
verbs are asked of the till, and what is only read is read off the log.
"""
