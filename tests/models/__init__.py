"""The tiny real model of the tests, the pairs it knows, and what makes it."""
