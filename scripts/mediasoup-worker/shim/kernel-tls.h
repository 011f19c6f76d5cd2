// Included before every file of the worker.
//
// The worker watches its OpenSSL BIOs through a callback that answers 1 to whatever it is asked. Debian builds libssl with
// kernel TLS, and such a libssl asks its write BIO by BIO_ctrl whether the kernel does the encryption. Told yes, it
// allocates no buffer to write to, and the first DTLS handshake kills the worker. Here the question's own answer, which
// OpenSSL hands to the callback after the call, is what counts.
#pragma once

#include <openssl/bio.h>

namespace shim
{
	template<BIO_callback_fn_ex Watch>
	long watchOnly(
	  BIO* bio, int operation, const char* data, size_t length, int argi, long argl, int answer, size_t* processed)
	{
		const long watched = Watch(bio, operation, data, length, argi, argl, answer, processed);
		const bool isAfterwards = (operation & BIO_CB_RETURN) != 0;

		return isAfterwards ? answer : watched;
	}
} // namespace shim

// A function-like macro does not expand inside its own expansion: the call below reaches OpenSSL.
#define BIO_set_callback_ex(bio, watch) BIO_set_callback_ex(bio, &shim::watchOnly<watch>)
