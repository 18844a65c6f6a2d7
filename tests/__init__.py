"""The tests: the same tree as the code, with journeys (both programs and a browser) and fakes of the outside world."""
