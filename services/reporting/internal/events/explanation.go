package events

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/outbox"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// explanationSaved is what happened, as in the subject.
const explanationSaved = "figure-explanation.saved"

// ExplanationTypes are the types of reporting's own events that tell what people say about figures.
func ExplanationTypes() []string { return []string{outbox.Type(Service, explanationSaved)} }

// FigureExplanationSaved says what people say about a figure.
func FigureExplanationSaved(e domain.Explanation) outbox.Event {
	return outbox.Event{Noun: explanationSaved, AggregateID: e.ID, Data: &reportingv1.FigureExplanationSaved{
		Id: e.ID, Version: e.Version, Year: int32(e.Year), Indicator: e.Indicator, Quarter: int32(e.Quarter), Text: e.Text,
	}}
}

// RestoreExplanations keeps what people said about figures, of each the newest.
func RestoreExplanations(ctx context.Context, tx *sql.Tx, events []cloudevent.Event) error {
	saved := make([]domain.Explanation, len(events))
	for i, e := range events {
		var err error
		if saved[i], err = readExplanation(e); err != nil {
			return inbox.Poison(fmt.Errorf("%s: %w", e.Type, err))
		}
	}
	return store.In(tx).RestoreExplanations(ctx, saved)
}

func readExplanation(e cloudevent.Event) (domain.Explanation, error) {
	var m reportingv1.FigureExplanationSaved
	if err := proto.Unmarshal(e.Data, &m); err != nil {
		return domain.Explanation{}, err
	}
	saved := domain.Explanation{
		ID: m.GetId(), Version: m.GetVersion(), Year: int(m.GetYear()), Indicator: m.GetIndicator(), Quarter: int(m.GetQuarter()),
		Text: m.GetText(), Updated: e.Time,
	}
	var err error
	if saved.Version < 1 {
		err = fmt.Errorf("version %d is before the first", saved.Version)
	}
	if saved.Quarter < 0 || saved.Quarter > 4 {
		err = errors.Join(err, fmt.Errorf("there is no quarter %d", saved.Quarter))
	}
	return saved, errors.Join(err, present("id", saved.ID), present("indicator", saved.Indicator))
}
