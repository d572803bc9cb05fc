"""The probe: asks each minute what a bank asks, knows the right answer, and writes down what came."""
