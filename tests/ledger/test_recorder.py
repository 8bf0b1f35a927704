"""The library's own test cases for recorders, run against the ledger on the real server.

What can't apply, and why:
* TrackingRecorderTestCase, ProcessRecorderTestCase: a projection here keeps its checkpoint in the transaction
  that writes its rows (`projections.engine`); the ledger itself tracks nobody. The library's own tracking recorder
  works beside the ledger, which `test_a_runner_of_the_library_follows_the_ledger` shows.
* InfrastructureFactoryTestCase: it checks how the library's factory picks classes by environment variables, among
  them tracking and process recorders of its own.
"""
