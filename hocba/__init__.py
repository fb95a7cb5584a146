"""HọcBạ: open-source electronic school records for Vietnam."""
