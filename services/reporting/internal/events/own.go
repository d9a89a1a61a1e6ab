package events

import (
	"context"
	"database/sql"
	"slices"

	"github.com/deschoor/meedoen/platform/cloudevent"
)

// OwnTypes are the types of reporting's own events that it reads back.
func OwnTypes() []string { return append(PublicationTypes(), ExplanationTypes()...) }

// Restore keeps what people decided in reporting itself, as its own events tell it. Its figures follow from the events of others;
// what people decided and wrote does not, and so it is read back from the stream where the database was lost.
func Restore(ctx context.Context, tx *sql.Tx, events []cloudevent.Event) error {
	for _, e := range events {
		keep := RestoreExplanations
		if slices.Contains(PublicationTypes(), e.Type) {
			keep = RestorePublications
		}
		if err := keep(ctx, tx, []cloudevent.Event{e}); err != nil {
			return err
		}
	}
	return nil
}
