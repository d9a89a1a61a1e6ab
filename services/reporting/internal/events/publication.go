package events

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/outbox"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// Service is the name under which reporting publishes.
const Service = "reporting"

// published is what happened, as in the subject.
const published = "account.published"

// PublicationTypes are the types of reporting's own events that it reads back.
func PublicationTypes() []string { return []string{outbox.Type(Service, published)} }

// AccountPublished says that the account of a year was published at t.
func AccountPublished(year int, t time.Time) outbox.Event {
	return outbox.Event{Noun: published, AggregateID: fmt.Sprint(year), Data: &reportingv1.AccountPublished{
		Year: int32(year), PublishTime: timestamppb.New(t),
	}}
}

// RestorePublications keeps what reporting itself published. Its figures follow from the events of others; that somebody
// decided to publish does not, and so it reads that back from its own stream when its database was lost.
func RestorePublications(ctx context.Context, tx *sql.Tx, events []cloudevent.Event) error {
	for _, e := range events {
		var m reportingv1.AccountPublished
		if err := proto.Unmarshal(e.Data, &m); err != nil {
			return inbox.Poison(fmt.Errorf("%s: %w", e.Type, err))
		}
		if err := m.GetPublishTime().CheckValid(); err != nil {
			return inbox.Poison(fmt.Errorf("%s: %w", e.Type, err))
		}
		if _, err := store.In(tx).Publish(ctx, int(m.GetYear()), m.GetPublishTime().AsTime()); err != nil {
			return err
		}
	}
	return nil
}
