package api

import (
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// decodeCertificate reads a certificate and answers the dates that do not exist.
func decodeCertificate(m *volunteersv1.Certificate) (domain.Certificate, []fault.Field) {
	var d resource.Dates
	c := domain.Certificate{
		PersonID: m.GetPersonId(), Kind: domain.CertificateKind(enums.Text(m.GetKind())), Training: m.GetTraining(),
		RiskAreas: m.GetRiskAreas(), FunctionAspects: m.GetFunctionAspects(),
		Requested: d.Read("requested_date", m.GetRequestedDate()), Issued: d.Read("issued_date", m.GetIssuedDate()),
		Seen: d.Read("seen_date", m.GetSeenDate()),
	}
	return c, d.Broken
}

// encodeCertificate answers a certificate as it stood on a date.
func (d Deps) encodeCertificate(c domain.Certificate, on civil.Date) *volunteersv1.Certificate {
	months := d.Certificates.Months(domain.RequiredCertificate{Kind: c.Kind})
	return &volunteersv1.Certificate{
		Id: c.ID, PersonId: c.PersonID, Kind: enums.Value[volunteersv1.CertificateKind](string(c.Kind)), Training: c.Training,
		RiskAreas: c.RiskAreas, FunctionAspects: c.FunctionAspects, RequestedDate: resource.Optional(c.Requested),
		IssuedDate: resource.Optional(c.Issued), SeenDate: resource.Optional(c.Seen), SeenBy: c.SeenBy,
		State:      enums.Value[volunteersv1.CertificateState](string(c.State(on, d.Certificates))),
		ValidUntil: resource.Optional(c.ValidUntil(months)), Etag: resource.Etag(c.Version),
		CreateTime: timestamppb.New(c.Created), UpdateTime: timestamppb.New(c.Updated),
	}
}

// onDate answers the date for which something is asked: today where the request names none.
func (d Deps) onDate(text string) (civil.Date, error) {
	if text == "" {
		return d.today(), nil
	}
	var dates resource.Dates
	on := dates.Read("on_date", text)
	return on, fault.Violations(dates.Broken)
}
