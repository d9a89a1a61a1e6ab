package events

import (
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/outbox"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// CertificateExpired says that a certificate which a role needs counts no longer. Whose it is stays here.
func CertificateExpired(e domain.Expiry) outbox.Event {
	c := e.Certificate
	return outbox.Event{Noun: "certificate.expired", AggregateID: c.ID, Data: &volunteersv1.CertificateExpired{
		Id: c.ID, Version: c.Version, Kind: enums.Value[volunteersv1.CertificateKind](string(c.Kind)), Training: c.Training,
		RoleId: e.RoleID, ProgrammeId: e.ProgrammeID, Date: e.Until.AddDays(1).String(),
	}}
}
