"""Real nodes on real networks that misbehave: processes, TCP and clocks of this machine.

Everything else in :mod:`simulations` is virtual; this package shows that what holds there holds
where nobody can replay it.
"""
