const SAMPLE_INTERVAL_MS = 100;
/** The root mean square amplitude that is shown as the highest level. Normal speech rarely exceeds it. */
const LOUD_AMPLITUDE = 0.25;

let sharedAudioContext: AudioContext | undefined;
let measurementCount = 0;

/**
 * Measures the loudness of a stream ten times per second, and passes it to `onLevel` as a number from 0 to 1. Returns a
 * function that stops the measurement. Does nothing if the stream has no sound.
 */
export function watchAudioLevel(stream: MediaStream, onLevel: (level: number) => void): () => void {
  if (stream.getAudioTracks().length === 0) return () => {};
  // Browsers limit the number of audio contexts, so all measurements share one.
  sharedAudioContext ??= new AudioContext();
  const audioContext = sharedAudioContext;
  measurementCount += 1;
  void audioContext.resume();
  const source = audioContext.createMediaStreamSource(stream);
  const analyser = audioContext.createAnalyser();
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const sampleTimer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    onLevel(Math.min(1, computeAmplitude(samples) / LOUD_AMPLITUDE));
  }, SAMPLE_INTERVAL_MS);
  let isStopped = false;
  return () => {
    if (isStopped) return;
    isStopped = true;
    clearInterval(sampleTimer);
    source.disconnect();
    measurementCount -= 1;
    // A running audio context keeps the audio hardware and a thread busy, even if nothing is connected to it.
    if (measurementCount === 0) void audioContext.suspend();
  };
}

function computeAmplitude(samples: Float32Array): number {
  let squareSum = 0;
  for (const sample of samples) squareSum += sample * sample;
  return Math.sqrt(squareSum / samples.length);
}
