package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// newCertificate is a certificate on its way in, and what the processing log says of it.
type newCertificate struct {
	domain.Certificate
	entry processinglog.Entry
}

// record records all certificates, or none where one is at fault; then every violation of every faulty one is told.
func (s *Certificates) record(
	ctx context.Context, requests []*volunteersv1.CreateCertificateRequest, place func(int) string,
) ([]domain.Certificate, error) {
	given := make(resource.Entries[newCertificate], len(requests))
	for i, r := range requests {
		given[i] = s.decode(ctx, r, place(i))
	}
	kept, err := s.recording.Record(ctx, s.DB, s.Clock.Now, resource.Noun[newCertificate]{
		Service: events.Service, Scope: "CreateCertificate", Field: "certificate", Rules: s.rules, Insert: s.insert,
		ByID: certificatesByID,
	}, given)
	if err != nil {
		return nil, err
	}
	list := make([]domain.Certificate, len(kept))
	var earlier []string
	for i, c := range kept {
		list[i] = c.Certificate
		if c.ID != given[i].Claim.ResourceID {
			earlier = append(earlier, c.PersonID)
		}
	}
	if len(earlier) > 0 {
		err = s.logRead(ctx, certificateFields, earlier...)
	}
	return list, err
}

func (s *Certificates) decode(
	ctx context.Context, r *volunteersv1.CreateCertificateRequest, place string,
) resource.Entry[newCertificate] {
	m, made := r.GetCertificate(), resource.Making(s.Clock.Now())
	c, broken := decodeCertificate(m)
	c.ID, c.Version, c.Created, c.Updated = made.ID, 1, made.Now, made.Now
	c.SeenBy = whoSaw(c, domain.Certificate{}, auth.Subject(ctx))
	return resource.Entry[newCertificate]{
		Value: newCertificate{c, s.about(ctx, certificateFields, c.PersonID)}, Place: place, Broken: broken,
		Claim: requestid.Claim{
			RequestID: r.GetRequestId(), Hash: requestid.Hash(m), ResourceID: c.ID, Path: resource.Join(place, "request_id"),
		},
	}
}

// rules answers the rules of certificates. It locks the people, who may be erased at this moment.
func (s *Certificates) rules(
	ctx context.Context, tx *sql.Tx, all []newCertificate,
) (resource.Rules[newCertificate], error) {
	people, err := store.In(tx).LockPeopleByID(ctx, holders(all))
	if err != nil {
		return resource.Rules[newCertificate]{}, err
	}
	today := s.today()
	check := func(c *newCertificate) []fault.Field { return checkCertificate(c.Certificate, people, today) }
	return resource.Rules[newCertificate]{Check: check, Follow: s.follow}, nil
}

func (s *Certificates) insert(ctx context.Context, tx *sql.Tx, all []newCertificate) error {
	list, entries := make([]domain.Certificate, len(all)), make([]processinglog.Entry, len(all))
	for i, c := range all {
		list[i], entries[i] = c.Certificate, c.entry
	}
	if err := store.In(tx).InsertCertificates(ctx, list); err != nil {
		return err
	}
	return processinglog.Append(ctx, tx, s.now(), entries...)
}

// follow sees to when what people hold now runs out.
func (s *Certificates) follow(
	ctx context.Context, tx *sql.Tx, all resource.Entries[newCertificate],
) ([]outbox.Event, error) {
	return nil, s.watchCertificates(ctx, tx, holders(all.Values()))
}

// holders answers whose certificates these are.
func holders(all []newCertificate) map[string]bool {
	ids := make(map[string]bool, len(all))
	for _, c := range all {
		ids[c.PersonID] = true
	}
	return ids
}

func certificatesByID(ctx context.Context, tx *sql.Tx, ids map[string]bool) (map[string]newCertificate, error) {
	found, err := store.In(tx).CertificatesByID(ctx, ids)
	known := make(map[string]newCertificate, len(found))
	for id, c := range found {
		known[id] = newCertificate{Certificate: c}
	}
	return known, err
}
