package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/patch"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// Certificates answers CertificateService.
type Certificates struct {
	volunteersv1.UnimplementedCertificateServiceServer
	Deps
	recording resource.Recording[newCertificate]
}

// certificateFields is the class of data in the processing log.
const certificateFields = "certificates"

// CreateCertificate records a certificate.
func (s *Certificates) CreateCertificate(
	ctx context.Context, req *volunteersv1.CreateCertificateRequest,
) (*volunteersv1.Certificate, error) {
	list, err := s.record(ctx, []*volunteersv1.CreateCertificateRequest{req}, resource.Nowhere)
	if err != nil {
		return nil, err
	}
	return s.encodeCertificate(list[0], s.today()), nil
}

// BatchCreateCertificates records all certificates, or none.
func (s *Certificates) BatchCreateCertificates(
	ctx context.Context, req *volunteersv1.BatchCreateCertificatesRequest,
) (*volunteersv1.BatchCreateCertificatesResponse, error) {
	list, err := s.record(ctx, req.GetRequests(), resource.PlaceInBatch)
	if err != nil {
		return nil, err
	}
	answer := &volunteersv1.BatchCreateCertificatesResponse{}
	for _, c := range list {
		answer.Certificates = append(answer.Certificates, s.encodeCertificate(c, s.today()))
	}
	return answer, nil
}

// GetCertificate answers one certificate.
func (s *Certificates) GetCertificate(
	ctx context.Context, req *volunteersv1.GetCertificateRequest,
) (*volunteersv1.Certificate, error) {
	on, err := s.onDate(req.GetOnDate())
	if err != nil {
		return nil, err
	}
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	c, err := find(ctx, req.GetId(), store.Reading(s.DB.Read()).Certificate, func(c domain.Certificate) bool {
		return me.sees(c.PersonID)
	})
	if err != nil {
		return nil, err
	}
	c.SeenBy = me.colleague(c.SeenBy)
	return s.encodeCertificate(c, on), s.logRead(ctx, certificateFields, c.PersonID)
}

// ListCertificates lists certificates, oldest first.
func (s *Certificates) ListCertificates(
	ctx context.Context, req *volunteersv1.ListCertificatesRequest,
) (*volunteersv1.ListCertificatesResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	on, err := s.onDate(req.GetOnDate())
	if err != nil {
		return nil, err
	}
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	filter := store.CertificateFilter{
		OwnerID: me.personID, PersonID: req.GetPersonId(), Kind: domain.CertificateKind(enums.Text(req.GetKind())),
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).Certificates(ctx, after, filter, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(c domain.Certificate) string { return c.ID })
	answer := &volunteersv1.ListCertificatesResponse{NextPageToken: next}
	var people []string
	for _, c := range list {
		people, c.SeenBy = append(people, c.PersonID), me.colleague(c.SeenBy)
		answer.Certificates = append(answer.Certificates, s.encodeCertificate(c, on))
	}
	return answer, s.logRead(ctx, certificateFields, people...)
}

// UpdateCertificate changes a certificate.
func (s *Certificates) UpdateCertificate(
	ctx context.Context, req *volunteersv1.UpdateCertificateRequest,
) (*volunteersv1.Certificate, error) {
	var c domain.Certificate
	caller, by := ctx, auth.Subject(ctx)
	err := s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		current, err := s.current(ctx, tx, req.GetCertificate().GetId(), req.GetCertificate().GetEtag())
		if err != nil {
			return err
		}
		merged, err := patch.Merge(s.encodeCertificate(current, s.today()), req.GetCertificate(), req.GetUpdateMask())
		if err != nil {
			return err
		}
		if err := grpcx.Validate(merged); err != nil {
			return fault.At("certificate", err)
		}
		var broken []fault.Field
		c, broken = decodeCertificate(merged)
		c.ID, c.Version, c.Created, c.Updated = current.ID, current.Version+1, current.Created, s.now()
		c.SeenBy = whoSaw(c, current, by)
		if err := s.check(ctx, tx, c, append(broken, c.CheckChange(current)...)); err != nil {
			return err
		}
		return s.save(caller, ctx, tx, c)
	})
	if err != nil {
		return nil, err
	}
	return s.encodeCertificate(c, s.today()), nil
}

// CreateCertificateWithdrawal withdraws a certificate that was recorded by mistake. It leaves nothing but the certificate, so
// that a second delivery answers that.
func (s *Certificates) CreateCertificateWithdrawal(
	ctx context.Context, req *volunteersv1.CreateCertificateWithdrawalRequest,
) (*volunteersv1.Certificate, error) {
	m, id, caller := resource.Making(s.Clock.Now()), req.GetCertificateId(), ctx
	asItIs := func(ctx context.Context, tx *sql.Tx, _ string) (domain.Certificate, error) {
		c, err := store.In(tx).Certificate(ctx, id)
		if err != nil {
			return c, err
		}
		return c, processinglog.Append(ctx, tx, m.Now, s.about(caller, certificateFields, c.PersonID))
	}
	request := resource.RequestOf("CreateCertificateWithdrawal/"+id, req.GetRequestId(), req)
	c, err := resource.Create(ctx, s.DB, m, request, asItIs, func(ctx context.Context, tx *sql.Tx) (domain.Certificate, error) {
		c, err := s.current(ctx, tx, id, req.GetEtag())
		if err != nil {
			return c, err
		}
		c.Withdrawn, c.Version, c.Updated = true, c.Version+1, m.Now
		return c, s.save(caller, ctx, tx, c)
	})
	if err != nil {
		return nil, err
	}
	return s.encodeCertificate(c, s.today()), nil
}

// current answers a certificate as it is to be changed.
func (s *Certificates) current(ctx context.Context, tx *sql.Tx, id, etag string) (domain.Certificate, error) {
	c, err := store.In(tx).Certificate(ctx, id)
	if err != nil {
		return c, err
	}
	if err := resource.MatchEtag(etag, c.Version); err != nil {
		return c, err
	}
	if c.Withdrawn {
		return c, fault.New(fault.FailedPrecondition, "CERTIFICATE_WITHDRAWN", "This certificate was withdrawn. Record another.")
	}
	return c, nil
}

// save changes a certificate, sees to when it runs out, and enters that into the processing log.
func (s *Certificates) save(caller, ctx context.Context, tx *sql.Tx, c domain.Certificate) error {
	if err := store.In(tx).UpdateCertificate(ctx, c); err != nil {
		return err
	}
	if err := s.watchCertificates(ctx, tx, map[string]bool{c.PersonID: true}); err != nil {
		return err
	}
	return processinglog.Append(ctx, tx, c.Updated, s.about(caller, certificateFields, c.PersonID))
}

// check answers every rule a certificate breaks, those that are known to be broken already first. It locks the person, who
// may be erased at this moment.
func (s *Certificates) check(ctx context.Context, tx *sql.Tx, c domain.Certificate, broken []fault.Field) error {
	people, err := store.In(tx).LockPeopleByID(ctx, map[string]bool{c.PersonID: true})
	if err != nil {
		return err
	}
	broken = append(broken, checkCertificate(c, people, civil.Today(c.Updated, s.Zone))...)
	return fault.At("certificate", fault.Violations(broken))
}

// checkCertificate answers every rule a certificate breaks, of one of people.
func checkCertificate(c domain.Certificate, people map[string]store.Person, today civil.Date) (broken []fault.Field) {
	switch p, there := people[c.PersonID]; {
	case !there:
		broken = append(broken, fault.Field{
			Path: "person_id", Reason: "PERSON_UNKNOWN", Text: "There is no person with this id.",
		})
	case p.State == domain.Erased:
		broken = append(broken, fault.Field{Path: "person_id", Reason: "PERSON_ERASED", Text: "This person was erased."})
	}
	return append(broken, c.Check(today)...)
}

// whoSaw answers who recorded that a certificate was seen: who calls, where that is new.
func whoSaw(c, before domain.Certificate, caller string) string {
	switch {
	case c.Seen.IsZero():
		return ""
	case c.Seen == before.Seen:
		return before.SeenBy
	}
	return caller
}
