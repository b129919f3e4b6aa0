"""The same model behind LitServe, for comparison. Runs in an environment of its own: python _litserve.py NAME PORT."""

import base64
import sys

import litserve

from engine import load


class Api(litserve.LitAPI):
    """One image as base64 in JSON, as LitServe takes it, to its text and confidence."""

    def setup(self, device):
        """Loads the model in each worker."""
        self.model = load(sys.argv[1])

    def decode_request(self, request):
        """The bytes of the image."""
        return base64.b64decode(request["image"])

    def predict(self, data):
        """Reads it."""
        return self.model.read(data, notice=False)

    def encode_response(self, answer):
        """What is sent back."""
        return {"text": answer.text, "confidence": answer.confidence}


if __name__ == "__main__":
    server = litserve.LitServer(Api(), accelerator="cpu", workers_per_device=2, timeout=60)
    server.run(host="127.0.0.1", port=int(sys.argv[2]), generate_client_file=False, log_level="error")
