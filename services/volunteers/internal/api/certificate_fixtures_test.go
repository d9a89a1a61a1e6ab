package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

const (
	kindVOG      = volunteersv1.CertificateKind_CERTIFICATE_KIND_VOG
	kindTraining = volunteersv1.CertificateKind_CERTIFICATE_KIND_TRAINING
)

// vog was issued on a date, and requested and seen within the days around it.
func vog(t testing.TB, personID, issued string, change ...func(*volunteersv1.Certificate)) *volunteersv1.Certificate {
	t.Helper()
	c := &volunteersv1.Certificate{
		PersonId: personID, Kind: kindVOG, RiskAreas: []string{"08"}, FunctionAspects: []string{"84", "85"},
		RequestedDate: proto.String(date(t, issued).AddDays(-14).String()), IssuedDate: proto.String(issued),
		SeenDate: proto.String(date(t, issued).AddDays(2).String()),
	}
	for _, f := range change {
		f(c)
	}
	return c
}

func training(personID, word, issued string) *volunteersv1.Certificate {
	return &volunteersv1.Certificate{
		PersonId: personID, Kind: kindTraining, Training: word, IssuedDate: proto.String(issued), SeenDate: proto.String(issued),
	}
}

func (r *rig) createCertificate(t testing.TB, c *volunteersv1.Certificate, requestID ...string) (
	*volunteersv1.Certificate, error,
) {
	t.Helper()
	req := &volunteersv1.CreateCertificateRequest{Certificate: c}
	for _, id := range requestID {
		req.RequestId = id
	}
	return r.certificates.CreateCertificate(r.coordinator(t), req)
}

func (r *rig) addCertificate(t testing.TB, c *volunteersv1.Certificate) *volunteersv1.Certificate {
	t.Helper()
	added, err := r.createCertificate(t, c)
	require.NoError(t, err)
	return added
}

func (r *rig) updateCertificate(t testing.TB, c *volunteersv1.Certificate, mask ...string) (*volunteersv1.Certificate, error) {
	t.Helper()
	req := &volunteersv1.UpdateCertificateRequest{Certificate: c}
	if mask != nil {
		req.UpdateMask = &fieldmaskpb.FieldMask{Paths: mask}
	}
	return r.certificates.UpdateCertificate(r.coordinator(t), req)
}

func (r *rig) withdrawCertificate(t testing.TB, req *volunteersv1.CreateCertificateWithdrawalRequest) (
	*volunteersv1.Certificate, error,
) {
	t.Helper()
	return r.certificates.CreateCertificateWithdrawal(r.coordinator(t), req)
}

func (r *rig) certificateOn(t testing.TB, id, on string) *volunteersv1.Certificate {
	t.Helper()
	req := &volunteersv1.GetCertificateRequest{Id: id}
	if on != "" {
		req.OnDate = proto.String(on)
	}
	c, err := r.certificates.GetCertificate(r.coordinator(t), req)
	require.NoError(t, err)
	return c
}
