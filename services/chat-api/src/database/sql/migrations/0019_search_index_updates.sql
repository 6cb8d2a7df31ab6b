-- New search entries first go to a list of pending entries, which PostgreSQL merges into the text index whenever it
-- exceeds 64 kB. This takes half of the CPU time of separate updates, because the entries of about 50 messages share
-- most of their trigrams. Every step of a search also reads the list, so it must stay this short.
ALTER INDEX search_entries_text_idx SET (fastupdate = on, gin_pending_list_limit = 64);
