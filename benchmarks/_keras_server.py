"""The same model as many studies serve theirs: FastAPI, and keras.Model.predict in its process. For comparison."""

import sys

import numpy as np
import uvicorn
from fastapi import FastAPI, Request

from engine.core.models.card import model_folder, read_card
from engine.imaging.decode import decode
from engine.imaging.preprocess import prepare
from engine.nets.convert import load_net


def application(name: str) -> FastAPI:
    """A server that reads the image in the body of a request."""
    app, net, card = FastAPI(), load_net(model_folder(name) / "model.keras"), read_card(name)

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ready"}

    @app.post("/predict")
    async def predict(request: Request) -> dict[str, str]:
        image = prepare(decode(await request.body()), card.preparation)
        probabilities = np.asarray(net.predict(image[None], verbose=0)[0])
        return {"text": card.codec.decode(probabilities.argmax(axis=2))[0]}

    return app


if __name__ == "__main__":
    uvicorn.run(application(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
