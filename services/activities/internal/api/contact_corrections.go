package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// CreateContactCorrection corrects or withdraws a contact.
func (s *Contacts) CreateContactCorrection(
	ctx context.Context, req *activitiesv1.CreateContactCorrectionRequest,
) (*activitiesv1.ContactCorrection, error) {
	m := req.GetCorrection()
	by, err := create(ctx, s.Deps, "CreateContactCorrection/"+req.GetContactId(), req.GetRequestId(), m,
		loadContactCorrection,
		func(ctx context.Context, tx *sql.Tx, made resource.Made) (by domain.ContactCorrection, err error) {
			by = domain.ContactCorrection{
				ID: made.ID, GroupSize: int64(m.GetGroupSize()), Channel: enums.Text(m.GetChannel()),
				Withdrawn: m.GetWithdrawn(), Reason: enums.Text(m.GetReason()), Recorder: auth.Subject(ctx), Created: made.Now,
			}
			c, err := store.In(tx).Contact(ctx, req.GetContactId())
			if err != nil {
				return by, err
			}
			if err := resource.MatchEtag(m.GetEtag(), c.Version); err != nil {
				return by, err
			}
			if err := c.Correct(&by, s.MaxContactGroup); err != nil {
				return by, fault.At("correction", err)
			}
			if err := store.In(tx).CorrectContact(ctx, c, by); err != nil {
				return by, err
			}
			return by, outbox.Append(ctx, tx, made.Now, events.Service, events.ContactSaved(c))
		})
	if err != nil {
		return nil, err
	}
	return encodeContactCorrection(by), nil
}

// ListContactCorrections lists the corrections of a contact, oldest first.
func (s *Contacts) ListContactCorrections(
	ctx context.Context, req *activitiesv1.ListContactCorrectionsRequest,
) (*activitiesv1.ListContactCorrectionsResponse, error) {
	reading := store.Reading(s.DB.Read())
	if _, err := reading.Contact(ctx, req.GetContactId()); err != nil {
		return nil, err
	}
	list, err := reading.ContactCorrections(ctx, req.GetContactId())
	if err != nil {
		return nil, err
	}
	answer := &activitiesv1.ListContactCorrectionsResponse{}
	for _, c := range list {
		answer.Corrections = append(answer.Corrections, encodeContactCorrection(c))
	}
	return answer, nil
}

func loadContactCorrection(ctx context.Context, s store.Store, id string) (domain.ContactCorrection, error) {
	return s.ContactCorrection(ctx, id)
}

func encodeContactCorrection(c domain.ContactCorrection) *activitiesv1.ContactCorrection {
	return &activitiesv1.ContactCorrection{
		Id: c.ID, ContactId: c.ContactID, GroupSize: int32(c.GroupSize),
		Channel: enums.Value[activitiesv1.ContactChannel](c.Channel), Withdrawn: c.Withdrawn,
		Reason: enums.Value[activitiesv1.CorrectionReason](c.Reason), Etag: resource.Etag(c.Version),
		PreviousGroupSize: int32(c.PreviousGroupSize),
		PreviousChannel:   enums.Value[activitiesv1.ContactChannel](c.PreviousChannel), Recorder: c.Recorder,
		CreateTime: timestamppb.New(c.Created),
	}
}
