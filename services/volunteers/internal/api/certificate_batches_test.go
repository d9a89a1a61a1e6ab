package api_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

func certificateBatch(all ...*volunteersv1.Certificate) *volunteersv1.BatchCreateCertificatesRequest {
	req := &volunteersv1.BatchCreateCertificatesRequest{}
	for _, c := range all {
		req.Requests = append(req.Requests, &volunteersv1.CreateCertificateRequest{Certificate: c, RequestId: ids.New()})
	}
	return req
}

func TestBatchOfCertificatesIsRecordedWholeAndOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		bea, ann := r.aPerson(t).ID, r.aPerson(t).ID
		req := certificateBatch(vog(t, bea, "2022-02-01"), training(ann, "ehbo", "2022-03-01"), vog(t, ann, "2019-02-01"))
		first, err := r.certificates.BatchCreateCertificates(r.importer(t), req)
		require.NoError(t, err)
		require.Len(t, first.GetCertificates(), 3)
		for i, c := range first.GetCertificates() {
			require.Equal(t, req.GetRequests()[i].GetCertificate().GetPersonId(), c.GetPersonId(), "in the order of the request")
			requireSame(t, c, r.certificateOn(t, c.GetId(), ""))
			require.Equal(t, "import", c.GetSeenBy())
		}
		require.Equal(t, volunteersv1.CertificateState_CERTIFICATE_STATE_EXPIRED, first.GetCertificates()[2].GetState())
		require.Len(t, r.lines(t, "BatchCreateCertificates"), 3, "a line for each")

		again, err := r.certificates.BatchCreateCertificates(r.coordinator(t), req)
		require.NoError(t, err)
		require.True(t, proto.Equal(first, again))
		require.Len(t, r.rows(t, "certificate"), 3)
		one, err := r.certificates.CreateCertificate(r.coordinator(t), req.GetRequests()[0])
		require.NoError(t, err, "a request id is one of certificates, in a batch or not")
		requireSame(t, first.GetCertificates()[0], one)
		req.Requests[1].Certificate.Training = "bhv"
		r.refuses(t, refusal{codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"requests[1].request_id REQUEST_ID_REUSED"}}, func() error {
			_, err := r.certificates.BatchCreateCertificates(r.importer(t), req)
			return err
		})
	})
}

func TestBatchWithFaultyCertificatesIsRefusedWithEachByItsPlace(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		bea, gone := r.aPerson(t).ID, r.aPerson(t).ID
		_, err := r.erase(t, gone, "")
		require.NoError(t, err)
		r.refuses(t, invalid(
			"requests[1].certificate.person_id PERSON_UNKNOWN", "requests[1].certificate.issued_date DATE_IN_FUTURE",
			"requests[1].certificate.seen_date DATE_IN_FUTURE",
			"requests[2].certificate.person_id PERSON_ERASED", "requests[3].certificate.requested_date DATE_INVALID",
		), func() error {
			_, err := r.certificates.BatchCreateCertificates(r.importer(t), certificateBatch(
				vog(t, bea, "2022-02-01"), training("nobody", "ehbo", "2022-06-16"), training(gone, "ehbo", "2022-03-01"),
				vog(t, bea, "2022-02-01", func(c *volunteersv1.Certificate) { c.RequestedDate = proto.String("2022-02-30") }),
			))
			return err
		})
	})
}

func TestAThousandCertificatesAreABatch(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		person := r.aPerson(t).ID
		var all []*volunteersv1.Certificate
		for i := range 1000 {
			all = append(all, training(person, fmt.Sprintf("cursus-%d", i), "2022-02-01"))
		}
		answer, err := r.certificates.BatchCreateCertificates(r.importer(t), certificateBatch(all...))
		require.NoError(t, err)
		require.Len(t, answer.GetCertificates(), 1000)
		r.refuses(t, invalid("requests REPEATED_MAX_ITEMS"), func() error {
			_, err := r.certificates.BatchCreateCertificates(r.importer(t), certificateBatch(append(all, all[0])...))
			return err
		})
	})
}
