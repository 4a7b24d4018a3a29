"""R. Eldan, O. Shamir, The Power of Depth for Feedforward Neural Networks, COLT 2016."""
