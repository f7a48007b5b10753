"""操作记录: every act of everybody, for the auditor; those of accounts, and what was taken out, for the security
administrator."""
