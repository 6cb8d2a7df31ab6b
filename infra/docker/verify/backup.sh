# Sourced by verify.sh: runs the commands for backup and restore exactly as docs/runbook.md has them.
readonly RUNBOOK=docs/runbook.md

run_recipe() { # <name> <commands>: runs the commands in a folder of their own, and stops at the first one that fails
  [ -n "$2" ] || fail "docs/runbook.md has no $1"
  (cd "$run" && PATH="$here/bin:$PATH" bash -euo pipefail -c "$2") >> "$work/recipes.log" 2>&1 || { tail -n 20 "$work/recipes.log"; fail "the $1 failed"; }
}

check_backup() { # backs up, erases people, restores, and checks that the people stay erased
  local check="node $here/check-backup.mjs http://127.0.0.1:$PORT $run/backup.json"
  $check prepare || fail 'the people to erase could not be created'
  local backup_command
  backup_command=$(sed -n '/^- docker compose: `docker compose .*pg_dump/,/`\./p' "$RUNBOOK" | tr '\n' ' ' | sed 's/^- docker compose: `\([^`]*\)`.*/\1/')
  run_recipe 'backup command' "$backup_command"
  $check erase || fail 'the people were not erased'
  compose stop chat-api
  run_recipe 'restore commands' "$(sed -n '/^docker compose .* createdb /,/^```$/p' "$RUNBOOK" | sed '$d')"
  $check verify || fail 'the restored system is wrong'
  local marker
  marker=$(node -p 'JSON.parse(fs.readFileSync(process.argv[1])).marker' "$run/backup.json")
  podman exec -i "$(container postgres)" pg_restore --file=- < "$run/kcs.dump" > "$run/backup.sql"
  grep "$marker" "$run/backup.sql" > /dev/null || fail 'the backup does not contain the people, so the restore proves nothing'
  podman exec "$(container postgres)" pg_dump -U kcs kcs > "$run/restored.sql"
  ! grep "$marker" "$run/restored.sql" || fail 'the restored database contains an erased person'
}
