-- Who is in the pool.
SELECT * FROM everyone WHERE in_pool
