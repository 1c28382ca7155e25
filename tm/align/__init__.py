"""The sentence aligner: a semi-Markov CRF over beads."""
