"""Verification of transcripts, offline: XML, PDF, or both together."""
