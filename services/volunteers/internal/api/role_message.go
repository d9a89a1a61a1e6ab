package api

import (
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// decodeRole reads a role and answers the dates that do not exist.
func decodeRole(m *volunteersv1.Role) (domain.Role, []fault.Field) {
	var d resource.Dates
	r := domain.Role{
		Code: m.GetCode(), Name: m.GetDisplayName(), ProgrammeID: m.GetProgrammeId(), MinAge: int(m.GetMinAge()),
		Reach: domain.Reach(enums.Text(m.GetReach())),
		Start: d.Read("start_date", m.GetStartDate()), End: d.Read("end_date", m.GetEndDate()),
	}
	if r.Reach == "" {
		r.Reach = domain.WholeCity
	}
	for _, c := range m.GetRequiredCertificates() {
		r.Certificates = append(r.Certificates, domain.RequiredCertificate{
			Kind: domain.CertificateKind(enums.Text(c.GetKind())), Training: c.GetTraining(), RiskAreas: c.GetRiskAreas(),
			FunctionAspects: c.GetFunctionAspects(), ValidityMonths: int(c.GetValidityMonths()),
		})
	}
	return r, d.Broken
}

func encodeRole(r domain.Role) *volunteersv1.Role {
	m := &volunteersv1.Role{
		Id: r.ID, Code: r.Code, DisplayName: r.Name, ProgrammeId: r.ProgrammeID, MinAge: int32(r.MinAge),
		Reach: enums.Value[volunteersv1.Reach](string(r.Reach)), StartDate: r.Start.String(), EndDate: resource.Optional(r.End),
		Etag: resource.Etag(r.Version), CreateTime: timestamppb.New(r.Created), UpdateTime: timestamppb.New(r.Updated),
	}
	for _, c := range r.Certificates {
		m.RequiredCertificates = append(m.RequiredCertificates, &volunteersv1.RequiredCertificate{
			Kind: enums.Value[volunteersv1.CertificateKind](string(c.Kind)), Training: c.Training, RiskAreas: c.RiskAreas,
			FunctionAspects: c.FunctionAspects, ValidityMonths: int32(c.ValidityMonths),
		})
	}
	return m
}
