"""The radar (核查): schemes to draw public money by contracts that are none, found before anything is paid."""
