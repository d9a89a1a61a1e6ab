package events

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/outbox"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/edition"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// Service is the name under which reporting publishes.
const Service = "reporting"

// published is what happened, as in the subject.
const published = "account.published"

// PublicationTypes are the types of reporting's own events that it reads back.
func PublicationTypes() []string { return []string{outbox.Type(Service, published)} }

// AccountPublished says that an edition of an account was published, of which about says what the list of editions does.
func AccountPublished(e store.Edition, about *reportingv1.AccountEdition) outbox.Event {
	return outbox.Event{Noun: published, AggregateID: fmt.Sprint(e.Year), Data: &reportingv1.AccountPublished{
		Year: int32(e.Year), PublishTime: timestamppb.New(e.PublishedAt), Edition: int32(e.Number),
		Provisional: about.GetProvisional(), Reason: about.GetReason(), FrozenContent: e.Frozen, SignedContent: e.Signed,
	}}
}

// RestorePublications keeps what reporting itself published. Its figures follow from the events of others; what somebody
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
		// Also of an event from before there were editions: the version before reads when a year was published, and no more.
		if _, err := store.In(tx).Publish(ctx, int(m.GetYear()), m.GetPublishTime().AsTime()); err != nil {
			return err
		}
		if m.GetEdition() == 0 {
			continue
		}
		kept, err := edition.Read(m.GetSignedContent(), m.GetFrozenContent())
		if err == nil && (kept.Year != int(m.GetYear()) || kept.Number != int(m.GetEdition())) {
			err = errors.New("the signed content is of another edition")
		}
		if err != nil {
			return inbox.Poison(fmt.Errorf("%s: edition %d of %d: %w", e.Type, m.GetEdition(), m.GetYear(), err))
		}
		if _, err := store.In(tx).PutEdition(ctx, kept); err != nil {
			return err
		}
	}
	return nil
}
