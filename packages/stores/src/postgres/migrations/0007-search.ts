import type { Migration } from './migration.ts'

export const search: Migration = {
  version: 7,
  name: '0007-search',
  worksFrom: 5,
  // Each character of a name and each two beside one another, of every script and any length.
  sql: `
      CREATE FUNCTION ztoken_grams(name text) RETURNS text[]
      LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT array_agg(DISTINCT substr(name, place, size))
        FROM generate_series(1, char_length(name)) AS place, generate_series(1, 2) AS size
        WHERE place + size <= char_length(name) + 1
      $$;
      CREATE INDEX users_by_gram ON users USING gin (ztoken_grams(name_folded));
      CREATE INDEX identities_ending ON identities ("right"(subject, 4)) WHERE kind = 'phone';
      CREATE INDEX audit_by_time ON audit (at, sequence);
      CREATE INDEX deliveries_at ON deliveries (at);
      CREATE INDEX audit_of_event_by_time ON audit (event, at, sequence);
    `,
}
