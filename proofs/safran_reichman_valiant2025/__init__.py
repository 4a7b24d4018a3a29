"""I. Safran, D. Reichman, P. Valiant, Depth Separations in Neural Networks: Separating the Dimension from the Accuracy, COLT 2025."""
