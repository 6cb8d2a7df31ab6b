const SAMPLE_INTERVAL_MS = 100;
/** The root mean square amplitude that is shown as the highest level. Normal speech rarely exceeds it. */
const LOUD_AMPLITUDE = 0.25;

let sharedAudioContext: AudioContext | undefined;

/**
 * Measures the loudness of a stream ten times per second, and passes it to `onLevel` as a number from 0 to 1. Returns a
 * function that stops the measurement. Does nothing if the stream has no sound.
 */
export function watchAudioLevel(stream: MediaStream, onLevel: (level: number) => void): () => void {
  if (stream.getAudioTracks().length === 0) return () => {};
  // Browsers limit the number of audio contexts, so all measurements share one.
  sharedAudioContext ??= new AudioContext();
  void sharedAudioContext.resume();
  const source = sharedAudioContext.createMediaStreamSource(stream);
  const analyser = sharedAudioContext.createAnalyser();
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const sampleTimer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    onLevel(Math.min(1, computeAmplitude(samples) / LOUD_AMPLITUDE));
  }, SAMPLE_INTERVAL_MS);
  return () => {
    clearInterval(sampleTimer);
    source.disconnect();
  };
}

function computeAmplitude(samples: Float32Array): number {
  let squareSum = 0;
  for (const sample of samples) squareSum += sample * sample;
  return Math.sqrt(squareSum / samples.length);
}
