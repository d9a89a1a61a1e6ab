package api

import (
	"context"
	"slices"

	"github.com/deschoor/meedoen/platform/pages"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// expiringWithin is how many days a caller looks ahead who does not say.
const expiringWithin = 60

// ListExpiringCertificates lists which certificates that active assignments need run out, soonest first. When one does is
// computed and not stored, so every page looks at all who fulfil roles: a few hundred people.
func (s *Certificates) ListExpiringCertificates(
	ctx context.Context, req *volunteersv1.ListExpiringCertificatesRequest,
) (*volunteersv1.ListExpiringCertificatesResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	days, size := expiringWithin, pages.Size(req.GetPageSize())
	if req.Days != nil {
		days = int(req.GetDays())
	}
	last := s.today().AddDays(days)
	all, err := s.allRunning(ctx)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(r running) bool { return r.Until.After(last) || r.key() <= after })
	list, next := pages.Cut(req, all[:min(len(all), int(size)+1)], size, running.key)
	answer := &volunteersv1.ListExpiringCertificatesResponse{NextPageToken: next}
	var shown []string
	for _, r := range list {
		shown = append(shown, r.Certificate.PersonID)
		answer.ExpiringCertificates = append(answer.ExpiringCertificates, s.encodeRunning(r))
	}
	return answer, s.logRead(ctx, certificateFields, shown...)
}

// allRunning answers everything that runs out for those who fulfil roles, soonest first, as it stood at one moment.
func (s *Certificates) allRunning(ctx context.Context) (all []running, err error) {
	err = s.snapshot(ctx, func(in store.Store) error {
		fulfilled, err := in.Fulfilments(ctx)
		if err != nil {
			return err
		}
		people := map[string]bool{}
		for _, f := range fulfilled {
			people[f.PersonID] = true
		}
		held, err := in.CertificatesOf(ctx, people)
		if err != nil {
			return err
		}
		all, err = s.running(ctx, in, fulfilled, held)
		return err
	})
	return all, err
}

func (s *Certificates) encodeRunning(r running) *volunteersv1.ExpiringCertificate {
	return &volunteersv1.ExpiringCertificate{
		PersonId: r.Certificate.PersonID, AssignmentId: r.AssignmentID, RoleId: r.RoleID, ProgrammeId: r.ProgrammeID,
		Certificate: s.encodeCertificate(r.Certificate, s.today()), ValidUntil: r.Until.String(),
	}
}
