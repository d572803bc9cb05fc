"""The tests: ``unit`` by package, ``integration`` over real servers, ``e2e`` as people use it all."""
