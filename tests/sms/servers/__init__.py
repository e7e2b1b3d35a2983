"""
Gateways on loopback that keep the documented rules of their contracts, errors included.

In a thread (`serving`), so that a test can look into them, or in a process of their own
(`running`), with faults drawn from a seed, for whoever kills what sends.
"""
