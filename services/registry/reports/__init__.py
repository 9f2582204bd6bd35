"""Figures as reports and speeches state them: uploaded whole files, beside what is recorded."""
