-- name: ListGuidanceContacts :many
SELECT * FROM guidance_contact
WHERE guidance_trajectory_id = sqlc.arg(guidance_trajectory_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListGuidanceContactsOfResident :many
SELECT c.* FROM guidance_contact c JOIN guidance_trajectory t ON t.id = c.guidance_trajectory_id
WHERE t.resident_id = $1 ORDER BY c.id;

-- name: EmptyGuidanceContactsOfResident :exec
UPDATE guidance_contact SET sealed_note = sqlc.arg(empty)
WHERE guidance_trajectory_id IN (SELECT t.id FROM guidance_trajectory t WHERE t.resident_id = sqlc.arg(resident_id));
