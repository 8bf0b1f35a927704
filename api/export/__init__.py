"""People as files: CSV, XLSX, JSON Resume, vCard. Complete, piece by piece, from one state of the read models."""
